"""A config with one of its keys misspelt or left out."""

import re

import yaml

# Mappings whose keys are names that the config makes up.
NAMES = {"attributes", "lexicons"}


class Key:
    """A key: its path, its place in the text, the mapping that holds it, and whether the config makes its name up."""

    def __init__(self, path, node, mapping, at, made_up):
        self.path, self.name, self.made_up = path, node.value, made_up
        self.start, self.end = node.start_mark.index, node.end_mark.index
        self.mapping, self.at = mapping, at


class Config:
    def __init__(self, text):
        self.text, self.root, self.keys = text, yaml.compose(text), []
        self._find(self.root, "", False)

    def _find(self, node, path, made_up):
        if isinstance(node, yaml.MappingNode):
            for at, (key, value) in enumerate(node.value):
                own = f"{path}.{key.value}" if path else key.value
                self.keys.append(Key(own, key, node, at, made_up))
                self._find(value, own, not made_up and key.value in NAMES)
        elif isinstance(node, yaml.SequenceNode):
            for at, item in enumerate(node.value):
                # An entry such as `- trial: 0.2` is the name of a stage.
                stage = path.endswith(".stages") and isinstance(item, yaml.MappingNode) and len(item.value) == 1
                self._find(item, f"{path}[{at}]", stage)

    def whole(self):
        return yaml.serialize(self.root, allow_unicode=True)

    def without(self, key):
        """The config without a key and its value."""
        entry = key.mapping.value.pop(key.at)
        try:
            return self.whole()
        finally:
            key.mapping.value.insert(key.at, entry)

    def misspelt(self, key):
        """The config with two letters of a key swapped or, where they are the same, its last letter twice."""
        name, middle = key.name, len(key.name) // 2
        wrong = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :] if middle else name
        if wrong == name:
            wrong += name[-1]
        return self.text[: key.start] + self.text[key.start : key.end].replace(name, wrong) + self.text[key.end :]


def without_numbers(path):
    """A path without the places in lists."""
    return re.sub(r"\[\d+\]", "[]", path)
