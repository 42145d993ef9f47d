package main

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"text/tabwriter"
	"time"
)

// row is one figure of the table.
type row struct {
	figure string
	unit   string
	median float64 // zero: it is no distribution
	read   float64 // the figure; of a distribution the 99th in a hundred
	target float64 // zero: none
	note   string
}

// waits makes a row of how long something took, in milliseconds.
func waits(figure string, took []time.Duration, target float64) row {
	ms := make([]float64, 0, len(took))
	for _, d := range took {
		ms = append(ms, d.Seconds()*1000)
	}
	return row{
		figure: figure + ", p50 and p99", unit: "ms", median: percentile(ms, 50), read: percentile(ms, 99),
		target: target, note: fmt.Sprintf("of %d", len(ms)),
	}
}

// percentile is the smallest value that so many in a hundred do not exceed.
func percentile(values []float64, percent int) float64 {
	if len(values) == 0 {
		return math.NaN()
	}
	sorted := slices.Sorted(slices.Values(values))
	return sorted[(len(sorted)*percent+99)/100-1]
}

func report(out io.Writer, began, ended machine, rows []row) {
	fmt.Fprintf(out, "\nCordboard on this machine: %s\n\n", began.until(ended))
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', tabwriter.AlignRight)
	fmt.Fprint(table, "p50\tread\ttarget\tratio\tunit\t  \n")
	for _, r := range rows {
		ratio := ""
		if r.target > 0 {
			ratio = number(r.read / r.target)
		}
		note := ""
		if r.note != "" {
			note = " (" + r.note + ")"
		}
		fmt.Fprintf(table, "%s\t%s\t%s\t%s\t%s\t  %s%s\n", number(r.median), number(r.read), number(r.target), ratio, r.unit, r.figure, note)
	}
	_ = table.Flush() // what a terminal did not take is lost
	fmt.Fprintln(out)
}

// number has three digits that count; zero is left out.
func number(v float64) string {
	switch {
	case v == 0:
		return ""
	case v >= 100:
		return strconv.FormatFloat(v, 'f', 0, 64)
	}
	return strconv.FormatFloat(v, 'f', max(0, 2-int(math.Floor(math.Log10(v)))), 64)
}
