//go:build !linux

package vpcd

import "net"

// quickAck does nothing: only Linux lets a program ask for it.
func quickAck(net.Conn) {}
