# SPDX-License-Identifier: MIT
# FDKILL_CFLAG(FLAG, VARIABLE): add FLAG to VARIABLE if the compiler accepts it without a warning.
# FDKILL_LDFLAG(FLAG, VARIABLE): the same for the linker.
# FLAG may be a shell variable. Each flag is tried alone: an unknown one does not affect the rest.
m4_define([_FDKILL_FLAG], [
	AC_MSG_CHECKING([whether $CC takes $2])
	fdkill_saved_flags=$$1
	$1="-O1 $$1 -Werror $2"
	$4([AC_LANG_PROGRAM([[#include <stdio.h>]], [[return puts("");]])],
		[AC_MSG_RESULT([yes])
		AS_VAR_APPEND([$3], [" $2"])],
		[AC_MSG_RESULT([no])])
	$1=$fdkill_saved_flags
])
AC_DEFUN([FDKILL_CFLAG], [_FDKILL_FLAG([CFLAGS], [$1], [$2], [AC_COMPILE_IFELSE])])
AC_DEFUN([FDKILL_LDFLAG], [_FDKILL_FLAG([LDFLAGS], [$1], [$2], [AC_LINK_IFELSE])])
