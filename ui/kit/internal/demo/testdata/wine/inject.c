/* Types into the gallery the way Vietnamese input methods for Windows do.
 *
 * Each argument is one step:
 *   vk:HEX     a key with its scan code, as a keyboard sends it
 *   vk0:HEX    a key with scan code 0 (EVKey, OpenKey)
 *   u:HEX      a character as KEYEVENTF_UNICODE (UniKey; u:8 is the backspace
 *              that GLFW drops)
 *   post:HEX   a WM_CHAR posted to the window
 *   burst:HEX  a backspace key and a character in one SendInput
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

static void press(WORD key, WORD scan, DWORD flags)
{
	for (DWORD up = 0; up <= KEYEVENTF_KEYUP; up += KEYEVENTF_KEYUP) {
		INPUT *in = &steps[n++];
		memset(in, 0, sizeof *in);
		in->type = INPUT_KEYBOARD;
		in->ki.wVk = key;
		in->ki.wScan = scan;
		in->ki.dwFlags = flags | up;
	}
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
		unsigned v = 0;
		n = 0;
		if (sscanf(argv[i], "vk:%x", &v) == 1)
			press(v, MapVirtualKeyW(v, MAPVK_VK_TO_VSC), 0);
		else if (sscanf(argv[i], "vk0:%x", &v) == 1)
			press(v, 0, 0);
		else if (sscanf(argv[i], "u:%x", &v) == 1)
			press(0, v, KEYEVENTF_UNICODE);
		else if (sscanf(argv[i], "post:%x", &v) == 1)
			PostMessageW(window, WM_CHAR, v, 0);
		else if (sscanf(argv[i], "burst:%x", &v) == 1) {
			press(VK_BACK, 0, 0);
			press(0, v, KEYEVENTF_UNICODE);
		}
		if (n && SendInput(n, steps, sizeof(INPUT)) != (UINT)n) {
			fprintf(stderr, "step %s was refused\n", argv[i]);
			return 1;
		}
		Sleep(120);
	}
	return 0;
}
