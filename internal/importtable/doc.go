// Package importtable holds no code: its test reads every source file of the
// module and holds the allowed direct imports of each package.
package importtable
