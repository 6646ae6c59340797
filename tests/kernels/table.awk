# SPDX-License-Identifier: MIT
# Logs of virtual machines become tables in Markdown: what works on which kernel; and for each file of
# tests how many passed, were skipped, and failed. Then the reasons of the skips, and the failed tests.
# The exit status is 1 if a test failed, or if a log is not complete.

# "6.1.0-50" of "6.1.0-50-cloud-amd64"
function short(release) {
	sub(/(\+|-cloud|-amd64).*/, "", release)
	return release
}

# WORDS are about a test on this kernel; KIND is "skipped" or "failed".
function note(kind, words) {
	if (!((kind, words) in where))
		order[kind, ++notes[kind]] = words
	if (last[kind, words] != kernel)
		where[kind, words] = where[kind, words] (where[kind, words] ? ", " : "") kernel
	last[kind, words] = kernel
}

# The tests of the file before have ended. Were they all there?
function end_file() {
	if (file != "" && planned != seen) {
		failed[file, kernel]++
		note("failed", file ": " seen + 0 " of " planned + 0 " tests were run")
	}
	file = ""
	planned = seen = 0
}

function end_log() {
	end_file()
	if (kernel != "" && !complete)
		note("failed", "the machine stopped before the end of the tests")
	complete = 0
}

function print_head(words,    k, line) {
	line = "|---"
	printf "| %s", words
	for (k = 1; k <= kernel_count; k++) {
		printf " | %s", kernels[k]
		line = line "|---"
	}
	print " |\n" line "|"
}

function print_tests(    f, k, at, total) {
	print_head("passed, skipped, failed")
	for (f = 1; f <= file_count; f++) {
		printf "| %s", files[f]
		for (k = 1; k <= kernel_count; k++) {
			at = files[f] SUBSEP kernels[k]
			printf " | %d, %d, %d", passed[at], skipped[at], failed[at]
			total[k, 1] += passed[at]
			total[k, 2] += skipped[at]
			total[k, 3] += failed[at]
		}
		print " |"
	}
	printf "| all"
	for (k = 1; k <= kernel_count; k++)
		printf " | %d, %d, %d", total[k, 1], total[k, 2], total[k, 3]
	print " |"
}

function print_features(    f, k) {
	print_head("what")
	for (f = 1; f <= feature_count; f++) {
		printf "| %s", features[f]
		for (k = 1; k <= kernel_count; k++)
			printf " | %s", result[features[f], kernels[k]]
		print " |"
	}
	print ""
}

function print_notes(kind, head,    n, words) {
	if (!notes[kind])
		return
	print "\n" head "\n"
	for (n = 1; n <= notes[kind]; n++) {
		words = order[kind, n]
		print "- " words ": " where[kind, words]
	}
}

$1 == "@kernel" {
	end_log()
	kernel = short($2)
	kernels[++kernel_count] = kernel
}

$1 == "@feature" {
	match($0, /: [^:]*$/)
	words = substr($0, 10, RSTART - 10)
	if (!(words in known_feature))
		features[++feature_count] = words
	known_feature[words] = 1
	result[words, kernel] = substr($0, RSTART + 2)
}

$1 == "@file" {
	end_file()
	file = $2
	sub(/^tests\//, "", file)
	sub(/\.bats$/, "", file)
	sub(/^unit\/.*/, "unit tests", file)
	if (!(file in known_file))
		files[++file_count] = file
	known_file[file] = 1
}

/^1\.\.[0-9]/ && file != "" { planned = substr($1, 4) + 0 }

/^ok / {
	seen++
	if (match($0, / # (skip|SKIP) /)) {
		skipped[file, kernel]++
		note("skipped", substr($0, RSTART + 8))
	} else
		passed[file, kernel]++
}

/^not ok / {
	seen++
	failed[file, kernel]++
	note("failed", file ": " substr($0, 8))
}

$1 == "@end" { complete = 1 }

END {
	end_log()
	if (feature_count)
		print_features()
	print_tests()
	print_notes("skipped", "Reasons of skipped tests:")
	print_notes("failed", "Failed tests:")
	exit (notes["failed"] > 0)
}
