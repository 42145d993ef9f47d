package ivr

import "path"

// PromptFiles lists the files, in a directory of prompts, that can be the
// prompt of that name: the one spoken in the language, and then the one for
// all languages, as music is. The first that exists is it.
func PromptFiles(language, name string) []string {
	file := name + ".wav"
	if language == "" {
		return []string{file}
	}
	return []string{path.Join(language, file), file}
}
