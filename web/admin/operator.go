package admin

import (
	"cmp"
	"net/http"
	"strconv"

	"cordboard/appliance"
	"cordboard/appliance/sqlite"
	"cordboard/web"
	"cordboard/web/i18n"
)

// operator shows the form of one operator, or of a new one.
func (p *Pages) operator(w http.ResponseWriter, r *http.Request) error {
	o, all, err := p.readOperator(r)
	if err != nil {
		return err
	}
	v := operatorForm(r, o, all)
	v.Version = versionOf(o, o.ID)
	return page(w, r, http.StatusOK, form(v))
}

// readOperator reads who is to be changed, and the groups and skills that there are.
func (p *Pages) readOperator(r *http.Request) (o appliance.Operator, all belongings, err error) {
	id, err := identity(r, "operator")
	if err != nil {
		return o, all, err
	}
	o = appliance.Operator{Language: web.Language(r.Context()), Chats: 3, Calls: 1}
	err = p.Store.Read(r.Context(), func(v *sqlite.View) (err error) {
		if all, err = readBelongings(v); err != nil {
			return err
		}
		if all.roles, err = v.Roles(); err != nil {
			return err
		}
		if id == 0 {
			usual, err := v.UsualRole()
			o.Role = usual.ID
			return err
		}
		o, err = v.Operator(appliance.OperatorID(id))
		return err
	})
	return o, all, err
}

// saveOperator keeps what the form holds. A password that is left empty stays
// what it is.
func (p *Pages) saveOperator(w http.ResponseWriter, r *http.Request) error {
	o, all, err := p.readOperator(r)
	if err != nil {
		return err
	}
	t, err := sent(r)
	if err != nil {
		return err
	}
	now := versionOf(o, o.ID)
	o.Name, o.Login, o.Mail = t.text("name"), t.text("login"), t.text("mail")
	o.Role, o.Language = appliance.RoleID(t.number("role")), appliance.Language(t.text("language"))
	o.Extension = t.text("extension")
	o.Groups = ids[appliance.GroupID](t, "groups")
	o.Skills = t.levels(all.skills)
	o.Chats, o.Calls, o.Disabled = t.number("chats"), 0, t.on("off")
	if t.on("calls") {
		o.Calls = 1
	}
	o.Reach = appliance.Reach(t.text("reach"))
	_, err = p.Accounts.SaveOperator(r.Context(), web.Operator(r.Context()).ID, o, t.Get("password"), t.seen())
	v := operatorForm(r, o, all)
	v.Version = t.over(now, err)
	return saved(w, r, v, err)
}

// belongings are the groups and skills that operators and queues choose from, and the
// roles that operators do.
type belongings struct {
	groups []appliance.Group
	skills []appliance.Skill
	roles  []appliance.Role
}

func readBelongings(v *sqlite.View) (all belongings, err error) {
	if all.groups, err = v.Groups(); err != nil {
		return all, err
	}
	all.skills, err = v.Skills()
	return all, err
}

func operatorForm(r *http.Request, o appliance.Operator, all belongings) formView {
	text := func(key string) string { return i18n.Text(r.Context(), key) }
	v := formView{
		Frame: frame(r.Context(), "operators"), Back: place{text("admin.operators"), "/admin/operators"},
		Title: o.Name, Action: "/admin/operators/" + o.ID.String(),
	}
	passwordHelp := "admin.operator.password.help"
	if o.ID == 0 {
		v.Title, v.Action, passwordHelp = text("admin.operator.new"), "/admin/operators/new", "admin.operator.password.first"
	}
	var roles, reaches []choice
	editor := web.Operator(r.Context())
	for _, role := range all.roles {
		if role.ID == o.Role || editor.Rights.MayGive(role.Rights) {
			roles = append(roles, choice{role.ID.String(), nameOfRole(r.Context(), role), role.ID == o.Role})
		}
	}
	for _, reach := range appliance.Reaches() {
		reaches = append(reaches, choice{string(reach), text("admin.operator.reach." + cmp.Or(string(reach), "anywhere")), reach == o.Reach})
	}
	v.Fields = []fieldView{
		{Kind: textField, Name: "name", Label: text("admin.operator.name"), Value: o.Name},
		{Kind: textField, Name: "login", Label: text("sign-in.login"), Value: o.Login},
		{Kind: passwordField, Name: "password", Label: text("sign-in.password"), Help: text(passwordHelp)},
		{Kind: mailField, Name: "mail", Label: text("admin.operator.mail"), Value: o.Mail},
		{Kind: choiceField, Name: "role", Label: text("admin.column.role"), Choices: roles},
		{Kind: choiceField, Name: "language", Label: text("profile.language"), Choices: languages(r, o.Language)},
		{Kind: manyField, Name: "groups", Label: text("admin.column.groups"), Help: text("admin.operator.groups.help"), Choices: groupChoices(all.groups, o.Groups)},
		{Kind: numberField, Name: "chats", Label: text("admin.operator.chats"), Value: strconv.Itoa(o.Chats)},
		{Kind: checkField, Name: "calls", Label: text("admin.operator.calls"), On: o.Calls > 0},
		{Kind: choiceField, Name: "reach", Label: text("admin.operator.reach"), Help: text("admin.operator.reach.help"), Choices: reaches},
		{Kind: textField, Name: "extension", Label: text("admin.operator.extension"), Help: text("admin.operator.extension.help"), Value: o.Extension},
	}
	if o.ID != 0 {
		v.Fields = append(v.Fields, fieldView{Kind: checkField, Name: "off", Label: text("admin.operator.off"), On: o.Disabled})
	}
	if len(all.skills) > 0 {
		v.Fields = append(v.Fields, fieldView{Kind: foldField, Label: text("admin.skills"), Help: text("admin.operator.skills.help")})
		v.Fields = append(v.Fields, levelFields(r.Context(), all.skills, o.Skills, "admin.skill.none")...)
	}
	return v
}
