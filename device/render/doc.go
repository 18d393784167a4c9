// Package render turns PDF pages and pictures of unknown origin into pixels,
// away from the desk: every document is opened by MuPDF (through go-fitz) in a
// child process of the same program, which has strict limits on memory, time,
// files and output, no environment, and is ended after its work. A document
// that crashes, hangs or takes over the decoder costs one child.
//
// [Pool] is the parent's side and implements port.Renderer. [WorkerMain] is the
// child's side: main calls it when the program is started with the hidden
// command [WorkerCommand]. Nothing else in CardDesk imports go-fitz.
package render
