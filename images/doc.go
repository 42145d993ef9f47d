// Package images is the build of the disk image and its boot test. Nothing
// of it is built yet.
package images
