package render

// The MuPDF that go-fitz brings for Windows was compiled against the Universal
// C Runtime and with fortified string functions. Debian's MinGW links against
// the older msvcrt, which names one of these functions differently and lacks
// the others; crt_windows_amd64.c supplies them. This file makes it a part of
// the package.

import "C"
