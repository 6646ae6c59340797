/* SPDX-License-Identifier: MIT */
/*
 * Pure: options of kill, pkill, pgrep, killall, skill, start-stop-daemon, fuser, timeout, waitpid
 * and systemctl that fdkill does not have, and what does the same.
 */
#pragma once

/*
 * What to write instead of the long option NAME, given without dashes, or instead of LETTER.
 * Returns a static string, or NULL if it is not in the list. Such a name is never a short form:
 * "--pid" does not stand for --pidfile.
 */
const char *habits_advice(const char *name);
const char *habits_advice_letter(char letter);
