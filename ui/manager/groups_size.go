package manager

import (
	"strconv"
	"strings"

	"seatdeck/app/model"
)

// sizeMost is more people than any group has.
const sizeMost = 1_000_000

// sizeText writes bounds as a person would: "10-40", "10-", "-40".
func sizeText(least, most int) string {
	if least <= 0 && most <= 0 {
		return ""
	}
	return number(least) + "-" + number(most)
}

// sizeOf reads them; a number alone is that size exactly, nothing is no bound.
func sizeOf(text string) (least, most int, err error) {
	text = strings.NewReplacer(" ", "", "–", "-", "—", "-", "~", "-", "～", "-", "至", "-").Replace(text)
	if text == "" {
		return 0, 0, nil
	}
	from, to, both := strings.Cut(text, "-")
	if !both {
		to = from
	}
	read := func(part string) int {
		if part == "" {
			return 0
		}
		n, bad := strconv.Atoi(part)
		if bad != nil || n < 1 || n > sizeMost {
			err = &model.Trouble{Code: model.TroubleInvalid, About: text}
		}
		return n
	}
	least, most = read(from), read(to)
	if err == nil && most > 0 && least > most {
		err = &model.Trouble{Code: model.TroubleInvalid, About: text}
	}
	return least, most, err
}
