// Package front stands between the network and sipgo, which reads more kindly
// than RFC 4475 allows and recovers from nothing: one packet would end the
// process.
//
// It drops what comes from strangers, over TLS before it greets them; takes
// datagrams out of the kernel as fast as they come; tells apart what is no SIP,
// answers 400 to what cannot be read, turns new calls away while there are too
// many, and hands on one clean spelling of the rest. A Datagrams or Streams is
// the socket as sipgo sees it.
//
// Its only goroutines are Datagrams.Run and Streams.Run, which belong to whoever
// calls them and end when the socket is closed.
package front
