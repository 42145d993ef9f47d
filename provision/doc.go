// Package provision is the plan of a box, its network, time, name,
// certificates and trunk, as one file that is validated and compared. Nothing
// of it is built yet.
package provision
