// Package ivr is the language of IVR trees: what a caller hears, which keys
// lead where, and where it ends. It reads a tree from YAML, says with line and
// column what it cannot read, and writes it back. What is wrong with a tree
// that can be read says ivr/check; ivr/run walks a caller through it.
//
// A tree is one file:
//
//	tree: Main line          # its name
//	language: cs             # spoken from the start; without it, the called number's
//	start: hours             # where callers begin; without it, the first node
//	nodes:
//	  hours:
//	    hours: Shop          # the opening hours of that name
//	    open: welcome
//	    closed: closed
//	  welcome:
//	    menu: welcome        # the prompt, or a list: [welcome, choose]
//	    1: {label: Orders, then: orders} # the label is for the call's story
//	    2: polish            # without a label the way alone is enough
//	    "*": welcome         # * and # stand in quotes
//	    nothing: reception   # after the caller said nothing too often
//	    wrong: {play: not-offered, then: reception}
//	    timeout: 5s          # how long a key is waited for, after the prompt
//	    retries: 2           # how often it is asked again
//	    barge-in: yes        # a key ends the prompt
//	    type-ahead: yes      # keys pressed before the menu count
//	  polish:
//	    language: pl         # any node: from here on
//	    play: we-speak-polish
//	    then: orders
//	  orders:
//	    queue: Orders
//	    music: hold          # what is heard while waiting
//	    announce: 45s        # how often place and wait are told; no: never
//	    1: back              # keys that lead out of the queue
//	    for: 10m             # whoever waits longer goes the way late
//	    late: mail
//	    most: 20             # when so many wait, the next one goes the way full
//	    full: mail
//	    nobody: closed       # nobody is signed in; without it: a sentence, goodbye
//	  reception:
//	    queue: Reception
//	  thanks:
//	    say: {cs: Děkujeme., en: Thank you.} # spoken by the box; one text alone is for all
//	    then: order
//	  order:
//	    collect: order       # the parameter that keeps the digits
//	    ask: order-number
//	    digits: 4-8
//	    end: "#"             # ends them before; no: nothing does. A star begins again
//	    pattern: "[1-9].*"   # a regular expression that all of them match
//	    then: topic
//	    nothing: reception   # nothing and wrong as in a menu
//	  topic:
//	    set: {topic: order}  # parameters of the conversation
//	    then: crowd
//	  crowd:
//	    if: queue("Orders").waiting > 5 and parameters.order startsWith "77"
//	    yes: english
//	    no: again
//	  english:
//	    language: en         # a node of its own, or in any other
//	    then: again
//	  again:
//	    goto: who
//	  who:
//	    lookup: caller       # or a parameter: find the contact of that number
//	    found: jana
//	    unknown: code        # and several, if that is another way
//	  jana:
//	    operator: jana       # one operator, by his sign-in name
//	    for: 30s             # how long he is rung
//	    busy: name
//	    nobody: outside      # not there, or does not answer
//	    after: rate          # when he left and the caller is still there; also behind queue
//	  name:
//	    directory: spell     # an operator, by the letters of his name
//	    nobody: outside
//	    nothing: outside
//	  code:
//	    invitation: six-digits # the operator who gave this number
//	    nobody: outside
//	    nothing: outside
//	  outside:
//	    dial: +420 222 333 444
//	    nobody: back         # and busy, failed, then
//	  back:
//	    callback: Orders     # number: a parameter; without it, the caller's number
//	    then: closed
//	    failed: mail
//	  mail:
//	    voicemail: [nobody, speak]
//	    to: Orders           # the queue that hears it
//	    limit: 2m
//	    then: closed
//	  check:
//	    tree: identity       # another tree, which comes back by a node "return:"
//	    then: who
//	  rate:
//	    survey: mark         # a parameter
//	    ask: rate-us
//	    keys: 1-5
//	    then: closed
//	    nothing: closed
//	  closed:
//	    hangup: closed       # says this first; "hangup:" alone says nothing
//
// A tree may hold tests, each a caller whose way its author knows; one whose
// tests fail is not published:
//
//	tests:
//	  Orders by the first key:
//	    at: Mon 10:00        # in a week without holidays; or 2026-12-24 10:00
//	    caller: "+420777123456"
//	    keys: 1,_            # _ lets a chance pass
//	    hears: [welcome]     # prompts or texts, in this order
//	    reaches: Orders      # a queue, an operator, or the node where it ends
//	    sets: {topic: order} # parameters at the end
//
// With closed, nobody, waiting, known and answers a test says what the caller
// meets: closed: Shop, nobody: [Orders], waiting: {Orders: 7}, known: yes,
// answers: {jana: busy}.
//
// In what is said stand values of the call in braces: {order} says its digits,
// {plate as spelled} letters and digits one by one, {place as number} a number,
// and as money, date and time say 1250.50 CZK, 2026-11-23 and 14:30. A noun
// agrees with the number before it where its plural forms follow, as CLDR names
// them: {calls as number, one hovor, few hovory, other hovorů}. Czech needs one,
// few and other, Polish one, few and many, English one and other. The number
// takes the noun's gender: as number, which is masculine, as number feminine or
// as number neuter.
//
// A condition asks open("Shop"), queue("Orders").waiting and .manned, caller and
// called (numbers), known (the caller is a known contact), language,
// parameters.name, clock ("14:05"), date ("2026-12-24"), hour and weekday (mon
// to sun), with the operators of expr-lang: and, or, not, ==, <, in, matches,
// startsWith, endsWith, contains. It changes nothing, and what cannot be
// answered does not hold.
//
// Where a tree leads through others they become one when a call begins (Join),
// and it keeps them to its end.
//
// A node does one thing, named by the key that is its kind; what else it says
// are options and ways out, and every way leads to a node by its name. A new
// kind of node is a new Act: a type in a file of its own with its ways and
// prompts, a case in acts (parseact.go), in writer.act (format.go) and in led
// (join.go), its keys in schema.go, a case in ivr/run with a golden transcript,
// and one in ivrtest.
//
// Nothing here starts a goroutine, reads a clock or opens a file.
package ivr
