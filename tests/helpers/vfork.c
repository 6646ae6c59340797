/*
 * vfork: sleeps where nothing but KILL wakes it, until its child has ended, which sleeps
 * (vfork(2)).
 */
#include <unistd.h>

int main(void)
{
	if (vfork() == 0) {
		for (;;)
			pause();
	}
}
