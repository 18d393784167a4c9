// Package pen holds a signature that was written on a screen: the strokes as they
// were made, their compact form for a dossier, and their picture for the data
// slip. It says whether there is enough ink to be a signature and nothing of whose
// it is.
package pen
