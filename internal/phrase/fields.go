package phrase

// fieldSentences are those of errors about the fields that an administrator adds.
var fieldSentences = map[string]pair{
	"custom.required":             {"Renseignez « {field} ».", "Fill in “{field}”."},
	"custom.required_state":       {"Renseignez « {field} » pour passer à l’état « {state} ».", "Fill in “{field}” to reach the state “{state}”."},
	"custom.unknown":              {"Ce champ n’existe pas ici.", "There is no such field here."},
	"custom.not_for":              {"« {field} » n’est pas un champ de ce dossier.", "“{field}” is no field of this record."},
	"custom.too_long":             {"« {field} » a {max} caractères au plus.", "“{field}” has {max} characters at most."},
	"custom.not_utf8":             {"« {field} » contient des caractères illisibles.", "“{field}” holds characters that cannot be read."},
	"custom.control_characters":   {"« {field} » contient des caractères de commande ou des sauts de ligne.", "“{field}” holds control characters or line breaks."},
	"custom.out_of_range":         {"« {field} » est un nombre trop grand.", "“{field}” is too great a number."},
	"custom.unknown_option":       {"Choisissez « {field} » dans la liste.", "Choose “{field}” from the list."},
	"custom.retired_option":       {"Ce choix de « {field} » a été retiré. Choisissez-en un autre.", "This choice of “{field}” was retired. Choose another."},
	"custom.wrong_type.text":      {"« {field} » est un texte.", "“{field}” is a text."},
	"custom.wrong_type.long_text": {"« {field} » est un texte.", "“{field}” is a text."},
	"custom.wrong_type.number":    {"« {field} » est un nombre.", "“{field}” is a number."},
	"custom.wrong_type.date":      {"« {field} » est une date, comme 2026-11-22.", "“{field}” is a date, such as 2026-11-22."},
	"custom.wrong_type.date_time": {"« {field} » est un moment, comme 2026-11-22T09:30:00Z.", "“{field}” is a moment, such as 2026-11-22T09:30:00Z."},
	"custom.wrong_type.yes_no":    {"« {field} » est oui ou non.", "“{field}” is yes or no."},
	"custom.wrong_type.choice":    {"« {field} » est un choix de la liste.", "“{field}” is a choice from the list."},
	"custom.wrong_type.choices":   {"« {field} » est une liste de choix.", "“{field}” is a list of choices."},
	"custom.wrong_type.person":    {"« {field} » est une personne que le centre connaît.", "“{field}” is a person that the desk knows."},
	"custom.wrong_type.link":      {"« {field} » est une adresse qui commence par https://.", "“{field}” is an address that begins with https://."},
	"custom.name_taken":           {"Un autre champ porte ce nom.", "Another field has this name."},
	"custom.name_reserved":        {"Ce nom a déjà un sens dans les filtres. Choisissez-en un autre, sans deux-points, guillemets, « < » ni « > ».", "This name already means something in filters. Choose another, without colons, quotation marks, “<” or “>”."},
	"custom.no_list":              {"Seule une liste a des choix.", "Only a list has choices."},
	"custom.no_options":           {"Une liste offre au moins un choix.", "A list offers one choice at least."},
	"custom.option_twice":         {"Deux choix portent le même nom.", "Two choices have the same name."},
}

// fieldWords are what an administrator says of a field.
var fieldWords = map[string]pair{
	"field_type.text":      {"Texte", "Text"},
	"field_type.long_text": {"Texte long", "Long text"},
	"field_type.number":    {"Nombre", "Number"},
	"field_type.date":      {"Date", "Date"},
	"field_type.date_time": {"Date et heure", "Date and time"},
	"field_type.yes_no":    {"Oui ou non", "Yes or no"},
	"field_type.choice":    {"Un choix d’une liste", "One of a list"},
	"field_type.choices":   {"Plusieurs choix d’une liste", "Several of a list"},
	"field_type.person":    {"Personne", "Person"},
	"field_type.link":      {"Lien", "Link"},
	"field_portal.":        {"Invisible", "Not shown"},
	"field_portal.read":    {"Affiché", "Shown"},
	"field_portal.write":   {"Affiché et rempli à la demande", "Shown, and filled in when asking"},
}
