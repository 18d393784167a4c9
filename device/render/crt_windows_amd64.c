#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* setjmp keeps the frame of its caller, so this can only jump on, not call. */
__asm__(
	".globl __intrinsic_setjmpex\n"
	"__intrinsic_setjmpex:\n"
	"	jmp _setjmpex\n");

/* The fortified forms get the size of the target and end the process when it
   is too small, as those of the C library do. */
void __chk_fail(void) { abort(); }

void *__memcpy_chk(void *to, const void *from, size_t n, size_t room)
{
	if (n > room)
		__chk_fail();
	return memcpy(to, from, n);
}

void *__memmove_chk(void *to, const void *from, size_t n, size_t room)
{
	if (n > room)
		__chk_fail();
	return memmove(to, from, n);
}

void *__memset_chk(void *to, int value, size_t n, size_t room)
{
	if (n > room)
		__chk_fail();
	return memset(to, value, n);
}

char *__strcat_chk(char *to, const char *from, size_t room)
{
	size_t used = strlen(to), more = strlen(from) + 1;
	if (used > room || more > room - used)
		__chk_fail();
	memcpy(to + used, from, more);
	return to;
}
