# The grader plays the guests: none is entered.
add := guests_played.c
