"""The keys of a config with their places in its text, and the text with one of them misspelt or left out."""

import yaml

# Mappings whose keys are names that the config makes up: attributes, phrases, labels of versions and the like.
NAMES = {"attributes", "lexicons", "attribute_length"}


class Key:
    """A key of a mapping: its path, where it stands, where it and its value end, and whether the config makes it up."""

    def __init__(self, path, key, value, entry, made_up):
        self.path, self.name, self.made_up = path, key.value, made_up
        self.start, self.end = key.start_mark.index, key.end_mark.index
        self.entry, self.value = entry, value

    def __repr__(self):
        return self.path


def keys(text):
    """Every key of every mapping, from the top."""
    found = []

    def walk(node, path, made_up):
        if isinstance(node, yaml.MappingNode):
            for at, (key, value) in enumerate(node.value):
                own = f"{path}.{key.value}" if path else key.value
                found.append(Key(own, key, value, (node, at), made_up))
                walk(value, own, not made_up and key.value in NAMES)
        elif isinstance(node, yaml.SequenceNode):
            for at, item in enumerate(node.value):
                # An entry such as `- trial: 0.2` names a stage.
                stage = path.endswith(".stages") and isinstance(item, yaml.MappingNode) and len(item.value) == 1
                walk(item, f"{path}[{at}]", stage)

    walk(yaml.compose(text), "", False)
    return found


def misspelt(text, key):
    """The text with two letters of a key swapped, or the last one doubled."""
    name = key.name
    middle = len(name) // 2
    swapped = name[: middle - 1] + name[middle] + name[middle - 1] + name[middle + 1 :] if middle else name
    wrong = swapped if swapped != name else name + name[-1]
    return text[: key.start] + text[key.start : key.end].replace(name, wrong) + text[key.end :]


def without(text, key):
    """The text without a key and its value, written in JSON, which is YAML too."""
    mapping, at = key.entry
    entry = mapping.value.pop(at)
    root = yaml.compose(text)
    mapping.value.insert(at, entry)
    # Nodes of another reading of the text: the same key by its place.
    for other in keys_of(root):
        if other.start == key.start:
            del other.entry[0].value[other.entry[1]]
            return yaml.serialize(root, allow_unicode=True)
    raise KeyError(key.path)


def keys_of(root):
    found = []

    def walk(node):
        if isinstance(node, yaml.MappingNode):
            for at, (key, value) in enumerate(node.value):
                found.append(Key("", key, value, (node, at), False))
                walk(value)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                walk(item)

    walk(root)
    return found
