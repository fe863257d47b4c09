# Why something is proposed; { $words } are words as they stand in the document
suggested-terms = because of: { $words }
suggested-terms-plain = fits the description of the position
suggested-learned = like what was filed before, because of: { $words }
suggested-learned-plain = like what was filed before
suggested-file-number = file number in the text: { $words }
suggested-file-number-plain = file number in the text
suggested-sender = same sender: { $words }
suggested-sender-plain = same sender
suggested-similar = similar to what is filed there: { $words }
suggested-similar-plain = similar to what is filed there
