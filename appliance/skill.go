package appliance

// Skill is something that not every operator can do, as "English" or "invoices".
type Skill struct {
	ID   SkillID
	Name string
}

// MostSkilled is the highest level of a skill; the lowest is 1.
const MostSkilled = 5

// Levels are how well somebody knows some skills, or how well he must. Zero, or no
// level at all, is that he does not know it, or need not.
type Levels map[SkillID]int

// Flaws notes the levels that there are not, each at the field of its skill.
func (l Levels) Flaws(flaws Flaws) {
	for id, level := range l {
		flaws.Add(id.Field(), level < 1 || level > MostSkilled, ErrLevel.With("limit", MostSkilled))
	}
}

// Field is what a form calls the level of the skill.
func (id SkillID) Field() string { return "skill-" + id.String() }

// Cover tells whether they are as high as is needed once each of the needs has
// fallen by so much. What has fallen to nothing needs nothing.
func (l Levels) Cover(needs Levels, fallen int) bool {
	for id, need := range needs {
		if need -= fallen; need > 0 && l[id] < need {
			return false
		}
	}
	return true
}

// Of is how high they are in sum, of the skills that are needed.
func (l Levels) Of(needs Levels) (sum int) {
	for id := range needs {
		sum += l[id]
	}
	return sum
}

// Highest is the highest of them; zero: there are none.
func (l Levels) Highest() (highest int) {
	for _, level := range l {
		highest = max(highest, level)
	}
	return highest
}
