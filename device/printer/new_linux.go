package printer

import (
	"os"
	"os/user"

	"carddesk/app/port"
)

// New returns the print service of this PC: the CUPS named by the environment
// variable CUPS_SERVER (a socket path, or a loopback address with port), else
// its usual socket, else its usual port. Whether it is there is found out by
// the first call.
func New() (port.Printer, error) {
	server := DefaultLoopback
	if _, err := os.Stat(string(DefaultSocket)); err == nil {
		server = DefaultSocket
	}
	if named := os.Getenv("CUPS_SERVER"); named != "" {
		server = Server(named)
	}
	account := "carddesk"
	if u, err := user.Current(); err == nil {
		account = u.Username
	}
	return NewCUPS(server, account)
}
