#!/bin/sh
# Speaks prompts.tsv into WAV files: 8 kHz, 16 bit, mono, of one loudness.
# Needs espeak-ng and sox (Debian: apt-get install espeak-ng sox).
set -eu
cd "$(dirname "$0")"
tab=$(printf '\t')
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT

grep -v '^#' prompts.tsv | cut -f1 | sort -u | while read -r file; do
	rm -f "$work"/*.wav
	part=100
	grep "^$file$tab" prompts.tsv | while IFS=$tab read -r _ voice words; do
		part=$((part + 1))
		espeak-ng -v "$voice" -s 155 -g 1 -w "$work/said.wav" -- "$words"
		# The band of a telephone, a third of a second of air behind.
		sox -D -v 0.25 "$work/said.wav" -r 8000 -b 16 -c 1 "$work/$part.wav" highpass 150 pad 0 0.3
		rm "$work/said.wav"
	done
	mkdir -p "$(dirname "$file")"
	sox -D "$work"/1*.wav "$work/whole.wav"
	# Even out loud and soft, then bring the peaks to -4 dBFS.
	sox -D "$work/whole.wav" "$file.wav" compand 0.02,0.2 6:-60,-60,-40,-24,-24,-16,0,-12 -3 -90 0.05 gain -n -4
	echo "$file.wav"
done
