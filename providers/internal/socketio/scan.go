package socketio

// The scanner follows RFC 8259 as encoding/json does. Each function takes the
// index where its subject starts and returns the index behind it, or bad.

const bad = -1

func skipSpace(data []byte, at int) int {
	for at < len(data) && (data[at] == ' ' || data[at] == '\t' || data[at] == '\r' || data[at] == '\n') {
		at++
	}
	return at
}

func valueEnd(data []byte, at, depth int) int {
	if at == len(data) || depth > maxDepth {
		return bad
	}
	switch c := data[at]; {
	case c == '"':
		return stringEnd(data, at)
	case c == '{':
		return objectEnd(data, at, depth)
	case c == '[':
		return arrayEnd(data, at, depth, nil)
	case c == '-' || isDigit(c):
		return numberEnd(data, at)
	case c == 't':
		return wordEnd(data, at, "true")
	case c == 'f':
		return wordEnd(data, at, "false")
	case c == 'n':
		return wordEnd(data, at, "null")
	}
	return bad
}

// arrayEnd shows each element to visit, which may refuse to go on.
func arrayEnd(data []byte, at, depth int, visit func(element []byte) bool) int {
	at = skipSpace(data, at+1)
	if at < len(data) && data[at] == ']' {
		return at + 1
	}
	for {
		end := valueEnd(data, at, depth+1)
		if end < 0 || visit != nil && !visit(data[at:end:end]) {
			return bad
		}
		at = skipSpace(data, end)
		switch {
		case at == len(data):
			return bad
		case data[at] == ']':
			return at + 1
		case data[at] != ',':
			return bad
		}
		at = skipSpace(data, at+1)
	}
}

func objectEnd(data []byte, at, depth int) int {
	at = skipSpace(data, at+1)
	if at < len(data) && data[at] == '}' {
		return at + 1
	}
	for {
		if at == len(data) || data[at] != '"' {
			return bad
		}
		if at = stringEnd(data, at); at < 0 {
			return bad
		}
		if at = skipSpace(data, at); at == len(data) || data[at] != ':' {
			return bad
		}
		if at = valueEnd(data, skipSpace(data, at+1), depth+1); at < 0 {
			return bad
		}
		at = skipSpace(data, at)
		switch {
		case at == len(data):
			return bad
		case data[at] == '}':
			return at + 1
		case data[at] != ',':
			return bad
		}
		at = skipSpace(data, at+1)
	}
}

func stringEnd(data []byte, at int) int {
	for at++; at < len(data); at++ {
		switch c := data[at]; {
		case c == '"':
			return at + 1
		case c == '\\':
			if at = escapeEnd(data, at) - 1; at < 0 {
				return bad
			}
		case c < ' ':
			return bad
		}
	}
	return bad
}

func escapeEnd(data []byte, at int) int {
	if at++; at == len(data) {
		return bad
	}
	switch data[at] {
	case '"', '\\', '/', 'b', 'f', 'n', 'r', 't':
		return at + 1
	case 'u':
		end := at + 5
		if end > len(data) {
			return bad
		}
		for _, c := range data[at+1 : end] {
			if !isDigit(c) && (c|0x20 < 'a' || 'f' < c|0x20) {
				return bad
			}
		}
		return end
	}
	return bad
}

func numberEnd(data []byte, at int) int {
	if data[at] == '-' {
		at++
	}
	first := at
	if at = digitsEnd(data, at); at == first || data[first] == '0' && at > first+1 {
		return bad
	}
	if at < len(data) && data[at] == '.' {
		fraction := at + 1
		if at = digitsEnd(data, fraction); at == fraction {
			return bad
		}
	}
	if at < len(data) && (data[at] == 'e' || data[at] == 'E') {
		at++
		if at < len(data) && (data[at] == '+' || data[at] == '-') {
			at++
		}
		exponent := at
		if at = digitsEnd(data, exponent); at == exponent {
			return bad
		}
	}
	return at
}

func digitsEnd(data []byte, at int) int {
	for at < len(data) && isDigit(data[at]) {
		at++
	}
	return at
}

func wordEnd(data []byte, at int, word string) int {
	end := at + len(word)
	if end > len(data) || string(data[at:end]) != word {
		return bad
	}
	return end
}
