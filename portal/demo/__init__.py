"""The demo world: a house with people, accounts and deals in it, built by calling actions."""
