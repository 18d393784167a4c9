// Package desk is what the people at the desk can do: one method a use-case, in
// the words of the domain. It joins the store, the devices and the registry
// through their ports, and knows no window and no network.
package desk
