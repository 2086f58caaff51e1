"""One story for each user, from sign-in to done, in a real browser on a real server."""
