package rtc

// Held is how many legs there are, up or not.
func (ls *Legs) Held() int {
	ls.mu.Lock()
	defer ls.mu.Unlock()
	return len(ls.legs)
}
