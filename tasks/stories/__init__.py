"""Stories: what a procedure is meant to do, told by its owner, and tried on the procedure before it is published."""

from tasks.stories.reading import Story, StoryUnreadable, read_story
from tasks.stories.standing import Otherwise
from tasks.stories.telling import tell

__all__ = ["Otherwise", "Story", "StoryUnreadable", "read_story", "tell"]
