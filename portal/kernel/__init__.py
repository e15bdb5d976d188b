"""What every package stands on: database, unit of work, actors, policies, jobs, storage, settings.

Nothing here knows Flask or a business noun. Imports point downwards only, and this is the floor.
"""
