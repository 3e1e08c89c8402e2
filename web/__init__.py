"""The pages: server-rendered, and a door like the API. It reads what was asked, asks the room that decides, and shows."""
