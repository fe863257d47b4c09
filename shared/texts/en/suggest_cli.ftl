# aktenverbund plan suggest
error-letters-unreadable = The file { $file } cannot be read. Nothing was changed. A readable text file in UTF-8 is needed.
error-letters-line = { $file }, line { $line }: this is no letter. Nothing was changed. Every line is a JSON object with 'id', 'sender', 'subject' and 'body'; for learning also with 'position', a number of the plan's lowest level.
