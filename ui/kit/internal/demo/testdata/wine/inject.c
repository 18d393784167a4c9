/* Types into the gallery the way Vietnamese input methods for Windows do.
 *
 * Each argument is one step:
 *   vk:HEX     a key with its scan code, as a keyboard sends it
 *   vk0:HEX    a key with scan code 0 (EVKey, OpenKey)
 *   u:HEX      a character as KEYEVENTF_UNICODE (UniKey; u:8 is the backspace
 *              that GLFW drops)
 *   post:HEX   a WM_CHAR posted to the window
 *   burst:HEX  a backspace key and a character in one SendInput
 *   clip:HEX   a character put on the clipboard, then Shift+Insert (clipboard
 *              mode of UniKey and EVKey)
 *   shift:HEX, ctrl:HEX, alt:HEX  a key while another is held
 *   text:TEXT  letters of the keyboard, at the speed of a hand
 *   scan:TEXT  the same as fast as a barcode scanner, ended by Enter
 */
#include <stdio.h>
#include <string.h>
#include <windows.h>

static HWND gallery(void)
{
	for (int i = 0; i < 100; i++) {
		HWND window = FindWindowW(L"GLFW30", NULL);
		if (window && IsWindowVisible(window))
			return window;
		Sleep(200);
	}
	return NULL;
}

static int n;
static INPUT steps[8];

static void half(WORD key, WORD scan, DWORD flags)
{
	INPUT *in = &steps[n++];
	memset(in, 0, sizeof *in);
	in->type = INPUT_KEYBOARD;
	in->ki.wVk = key;
	in->ki.wScan = scan;
	in->ki.dwFlags = flags;
}

static void press(WORD key, WORD scan, DWORD flags)
{
	half(key, scan, flags);
	half(key, scan, flags | KEYEVENTF_KEYUP);
}

/* A key of the keyboard; those of the block above the arrows say so. */
static void keyboard(WORD key)
{
	DWORD flags = key >= VK_PRIOR && key <= VK_DELETE ? KEYEVENTF_EXTENDEDKEY : 0;
	press(key, MapVirtualKeyW(key, MAPVK_VK_TO_VSC), flags);
}

static void held(WORD modifier, WORD key)
{
	WORD scan = MapVirtualKeyW(modifier, MAPVK_VK_TO_VSC);
	half(modifier, scan, 0);
	keyboard(key);
	half(modifier, scan, KEYEVENTF_KEYUP);
}

static int inject(void)
{
	int sent = SendInput(n, steps, sizeof(INPUT)) == (UINT)n;
	n = 0;
	return sent;
}

/* Types letters that the keyboard has, one every so many milliseconds. */
static int type(const char *text, DWORD every)
{
	for (; *text; text++) {
		SHORT key = VkKeyScanW((unsigned char)*text);
		if (key == -1)
			return 0;
		if (key & 0x100)
			held(VK_SHIFT, key & 0xff);
		else
			keyboard(key & 0xff);
		if (!inject())
			return 0;
		Sleep(every);
	}
	return 1;
}

static int clipboard(HWND owner, WCHAR letter)
{
	HGLOBAL memory = GlobalAlloc(GMEM_MOVEABLE, 2 * sizeof(WCHAR));
	WCHAR *text = memory ? GlobalLock(memory) : NULL;
	if (!text || !OpenClipboard(owner))
		return 0;
	text[0] = letter;
	text[1] = 0;
	GlobalUnlock(memory);
	EmptyClipboard();
	int set = SetClipboardData(CF_UNICODETEXT, memory) != NULL;
	CloseClipboard();
	return set;
}

/* Does one step; 0 when the step is none or was refused. */
static int step(HWND window, const char *what)
{
	unsigned v = 0;
	if (sscanf(what, "vk:%x", &v) == 1)
		keyboard(v);
	else if (sscanf(what, "vk0:%x", &v) == 1)
		press(v, 0, 0);
	else if (sscanf(what, "u:%x", &v) == 1)
		press(0, v, KEYEVENTF_UNICODE);
	else if (sscanf(what, "post:%x", &v) == 1)
		return PostMessageW(window, WM_CHAR, v, 0);
	else if (sscanf(what, "burst:%x", &v) == 1) {
		press(VK_BACK, 0, 0);
		press(0, v, KEYEVENTF_UNICODE);
	} else if (sscanf(what, "clip:%x", &v) == 1) {
		if (!clipboard(NULL, v))
			return 0;
		held(VK_SHIFT, VK_INSERT);
	} else if (sscanf(what, "shift:%x", &v) == 1)
		held(VK_SHIFT, v);
	else if (sscanf(what, "ctrl:%x", &v) == 1)
		held(VK_CONTROL, v);
	else if (sscanf(what, "alt:%x", &v) == 1)
		held(VK_MENU, v);
	else if (!strncmp(what, "text:", 5))
		return type(what + 5, 60);
	else if (!strncmp(what, "scan:", 5)) {
		if (!type(what + 5, 4))
			return 0;
		keyboard(VK_RETURN);
	}
	return n && inject();
}

int main(int argc, char **argv)
{
	HWND window = gallery();
	if (!window) {
		fprintf(stderr, "no window\n");
		return 1;
	}
	SetForegroundWindow(window);
	Sleep(300);
	for (int i = 1; i < argc; i++) {
		if (!step(window, argv[i])) {
			fprintf(stderr, "step %s was refused\n", argv[i]);
			return 1;
		}
		Sleep(120);
	}
	return 0;
}
