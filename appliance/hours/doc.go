// Package hours tells when a site is open: opening hours by weekday in a time
// zone, and dates that are exceptions. Trees, queues and widgets share them.
//
// A range belongs to the day on which it begins: one from 18:00 to 02:00 on
// Friday ends on Saturday, whatever Saturday says of itself. On the days when
// clocks change, a time that does not exist is the moment of the change; of
// one that comes twice, opening is the first and closing the second.
//
// On a country's public holidays, worked out from its rules, it is closed; an
// exception for the date overrules that.
//
// Everything here is plain values and pure functions; zones come from the time
// zone database that is built in.
package hours
