"""How versions get into the store: what is known of their stories, their fates, rows and dead letters."""
