// Command journey drives the real window of the desk through the whole path of
// a citizen, by keyboard alone: a real window under Xvfb moved by xdotool, a
// real pcscd with a virtual reader, a real print service, the training registry
// over HTTPS. It waits on the program's event lines, never on time, writes the
// pictures of docs/screens and fails unless the registry's own database shows
// exactly one accepted dossier and one handed-over card.
package main
