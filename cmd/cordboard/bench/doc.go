// Command bench reads the figures of a box on this machine: it starts the
// binary that "make build" made on free ports of loopback, calls it with sipp,
// chats with it as widgets and desks do, and prints one table with the target
// beside each figure. Nothing is asserted: a figure of a busy machine is no
// fault of the box, and the table's head lets a reader judge that.
//
// What is costly to get wrong is read from the kernel: the box's CPU time and
// memory from /proc, of the box's process alone. Waits are the caller's, and
// so they hold the bench's own share of the machine as well.
//
// Every goroutine belongs to the function that began it, which waits for it.
package main
