"""The pages: server-rendered, and a door like the API. It asks the room that decides, and shows."""
