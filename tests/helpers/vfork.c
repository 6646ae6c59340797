/* SPDX-License-Identifier: MIT */
/*
 * vfork: sleep until the child of vfork(2) has ended, and it sleeps too. Only a fatal signal ends
 * such a wait.
 */
#include <unistd.h>

int main(void)
{
	if (vfork() == 0) {
		for (;;)
			pause();
	}
}
