//! What the documentation of builtin functions, and of methods of builtin types, says where their tables say nothing: methods
//! of one name do the same in all types.

/// Documentation of functions by name, in order.
const FUNCTIONS: &[(&str, &str)] = &[
    ("__build_class__", "Make the class of a class statement."),
    (
        "__import__",
        "Import a module. The import statement calls this; programs had better call importlib.import_module().",
    ),
    ("abs", "Return the absolute value of a number."),
    ("aiter", "Return an asynchronous iterator over an asynchronous iterable."),
    ("all", "Return True if all items of an iterable are true, also if there are none."),
    (
        "anext",
        "anext(async_iterator[, default])\n\nReturn an awaitable of the next item of an asynchronous iterator, or of the default if there is none.",
    ),
    ("any", "Return True if any item of an iterable is true; False if there are none."),
    ("ascii", "Return the representation of an object with escapes for all characters that are not ASCII."),
    ("bin", "Return the binary digits of an int after the prefix '0b'."),
    ("breakpoint", "Call sys.breakpointhook() with the arguments, which enters the debugger by default."),
    ("callable", "Return whether an object can be called, as functions, classes and instances with __call__() can."),
    ("chr", "Return the character with a code point from 0 to 0x10ffff as a str."),
    ("compile", "Compile source, a text, bytes or a syntax tree, into a code object for exec() or eval()."),
    ("delattr", "Delete the named attribute of an object, as `del object.name` does."),
    (
        "dir",
        "dir([object]) -> list of strings\n\nReturn the names of an object's attributes, sorted; without an object those of the current scope.",
    ),
    ("divmod", "Return the tuple (x//y, x%y)."),
    ("eval", "Evaluate an expression, a text or a code object, with the given globals and locals."),
    ("exec", "Execute statements, a text or a code object, with the given globals and locals."),
    ("format", "Return value.__format__(format_spec), the value as the format specification says."),
    (
        "getattr",
        "getattr(object, name[, default]) -> value\n\nReturn the named attribute of an object, or the default if there is none.",
    ),
    ("globals", "Return the dict of the current module's global variables."),
    ("hasattr", "Return whether an object has an attribute of this name."),
    ("hash", "Return the hash of an object; equal objects have equal ones."),
    ("hex", "Return the hexadecimal digits of an int after the prefix '0x'."),
    ("id", "Return the identity of an object, an int that no other object has while it lives."),
    ("input", "Write the prompt and read a line from standard input, without its newline."),
    (
        "isinstance",
        "Return whether an object is an instance of a class or of one derived from it. Of a tuple or union of classes any will do.",
    ),
    (
        "issubclass",
        "Return whether a class is derived from another class or is the same. Of a tuple or union of classes any will do.",
    ),
    (
        "iter",
        "iter(iterable) -> iterator\niter(callable, sentinel) -> iterator\n\nReturn an iterator over an iterable, or over what a callable returns until that is the sentinel.",
    ),
    ("len", "Return the number of items in a container."),
    ("locals", "Return a dict of the variables of the current scope."),
    (
        "max",
        "max(iterable, *[, default=object, key=func]) -> value\nmax(arg1, arg2, *args, *[, key=func]) -> value\n\nReturn the largest item of an iterable, or of several arguments; the default if there is none.",
    ),
    (
        "min",
        "min(iterable, *[, default=object, key=func]) -> value\nmin(arg1, arg2, *args, *[, key=func]) -> value\n\nReturn the smallest item of an iterable, or of several arguments; the default if there is none.",
    ),
    ("next", "next(iterator[, default])\n\nReturn the next item of an iterator, or the default if there is none."),
    ("oct", "Return the octal digits of an int after the prefix '0o'."),
    ("ord", "Return the code point of a character."),
    ("pow", "Return base**exp, or base**exp % mod with a third argument."),
    ("print", "Write values to a stream, sys.stdout by default, with a separator between them and an end after them."),
    ("repr", "Return the representation of an object as a str."),
    ("round", "Round a number to so many digits after the decimal point; to an int if that is not said or None."),
    ("setattr", "Set the named attribute of an object, as `object.name = value` does."),
    ("sorted", "Return a new list of the items of an iterable in order; key and reverse are as in list.sort()."),
    ("sum", "Return the sum of a start value and of the numbers of an iterable."),
    ("vars", "vars([object]) -> dictionary\n\nReturn the __dict__ of an object; without one, what locals() returns."),
];

/// Documentation of methods by name, in order.
const METHODS: &[(&str, &str)] = &[
    ("__bytes__", "Convert this value to exact type bytes."),
    ("__ceil__", "Return the smallest int that is not below."),
    ("__dir__", "Default dir() implementation."),
    ("__floor__", "Return the largest int that is not above."),
    (
        "__format__",
        "Default object formatter.\n\nReturn str(self) if format_spec is empty, else what the type makes of it.",
    ),
    ("__getstate__", "Helper for pickle."),
    ("__init_subclass__", "Called when a class is derived from this one. The default does nothing."),
    ("__instancecheck__", "Check if an object is an instance."),
    ("__length_hint__", "Private method returning an estimate of len(list(it))."),
    ("__new__", "Create and return a new object.  See help(type) for accurate signature."),
    ("__prepare__", "Return the namespace in which the body of a class statement is executed."),
    ("__reduce__", "Helper for pickle."),
    ("__reduce_ex__", "Helper for pickle."),
    ("__reversed__", "Return a reverse iterator."),
    ("__round__", "Round to so many digits after the decimal point; to an int if that is not said."),
    ("__set_name__", "Method to set name of a property."),
    ("__setstate__", "Set state information for unpickling."),
    ("__sizeof__", "Size of object in memory, in bytes."),
    ("__subclasscheck__", "Check if a class is a subclass."),
    ("__subclasses__", "Return a list of immediate subclasses."),
    ("__subclasshook__", "Called by issubclass() of abstract base classes; NotImplemented has the usual check made."),
    ("__trunc__", "Return the int that is nearest towards zero."),
    ("add", "Add an item, which has no effect if there is an equal one."),
    ("append", "Append an item to the end."),
    ("capitalize", "Return a copy whose first character is upper case and the others lower case."),
    ("casefold", "Return a copy for comparisons that disregard case."),
    ("center", "Return a copy in the middle of as many fill characters as make it so wide."),
    ("clear", "Remove all items."),
    ("conjugate", "Return the complex conjugate."),
    ("copy", "Return a shallow copy."),
    ("count", "Return the number of occurrences."),
    ("decode", "Decode bytes with an encoding; errors says what is done with bytes that cannot be."),
    ("deleter", "Return a copy of the property with another deleter."),
    ("difference", "Return a new set of what is in no other."),
    ("difference_update", "Remove all items that are in another."),
    ("discard", "Remove an item if there is one; unlike remove() this raises nothing."),
    ("encode", "Encode the text with an encoding; errors says what is done with characters that cannot be."),
    ("endswith", "Return whether the end, of a part if start and end are given, is this or one of a tuple."),
    ("expandtabs", "Return a copy with tabs replaced by spaces up to the next multiple of the tab size."),
    ("extend", "Append all items of an iterable."),
    ("find", "Return the lowest index where this is found; -1 if it is not."),
    ("format", "Return the text with replacement fields filled in from the arguments."),
    ("format_map", "Return the text with replacement fields filled in from a mapping."),
    ("fromhex", "Make a value of hexadecimal digits."),
    ("fromkeys", "Create a new dictionary with keys from iterable and values set to value."),
    ("get", "Return the value of a key, or the default if there is none."),
    ("getter", "Return a copy of the property with another getter."),
    ("hex", "Return the bytes as hexadecimal digits, with a separator after so many bytes."),
    ("index", "Return the first index of a value.\n\nRaises ValueError if it is not there."),
    ("indices", "Return (start, stop, stride) of the slice for a sequence of this length."),
    ("insert", "Insert an item before an index."),
    ("intersection", "Return a new set of what is in all others, too."),
    ("intersection_update", "Remove all items that are not in all others."),
    ("isalnum", "Return whether there are characters and all are letters or digits."),
    ("isalpha", "Return whether there are characters and all are letters."),
    ("isascii", "Return whether all characters are ASCII."),
    ("isdecimal", "Return whether there are characters and all are decimal digits."),
    ("isdigit", "Return whether there are characters and all are digits."),
    ("isdisjoint", "Return whether there is no item in common."),
    ("isidentifier", "Return whether this is a name as Python has them, keywords among them."),
    ("islower", "Return whether there are letters with case and all of them are lower case."),
    ("isnumeric", "Return whether there are characters and all are numeric."),
    ("isprintable", "Return whether repr() shows all characters as they are."),
    ("isspace", "Return whether there are characters and all are white space."),
    ("issubset", "Return whether another set has all items of this one."),
    ("issuperset", "Return whether this set has all items of another one."),
    ("istitle", "Return whether words begin with upper case and go on in lower case."),
    ("isupper", "Return whether there are letters with case and all of them are upper case."),
    ("items", "Return a view of the items, pairs of key and value."),
    ("join", "Join the parts that an iterable gives, with this between them."),
    ("keys", "Return a view of the keys."),
    ("ljust", "Return a copy with as many fill characters after it as make it so wide."),
    ("lower", "Return a copy in lower case."),
    ("lstrip", "Return a copy without white space, or the given characters, at its start."),
    ("maketrans", "Return a table for translate()."),
    ("mro", "Return a type's method resolution order."),
    ("partition", "Split at the first occurrence of a separator: what is before it, itself and what is after it."),
    ("pop", "Remove an item and return it."),
    ("popitem", "Remove the pair of key and value that was added last and return it."),
    ("remove", "Remove the first occurrence of a value.\n\nRaises an error if it is not there."),
    ("removeprefix", "Return a copy without this at its start."),
    ("removesuffix", "Return a copy without this at its end."),
    ("replace", "Return a copy with occurrences of one part, all or so many, replaced by another."),
    ("reverse", "Reverse the order of the items in place."),
    ("rfind", "Return the highest index where this is found; -1 if it is not."),
    ("rindex", "Return the highest index where this is found.\n\nRaises ValueError if it is not."),
    ("rjust", "Return a copy with as many fill characters before it as make it so wide."),
    ("rpartition", "Split at the last occurrence of a separator: what is before it, itself and what is after it."),
    ("rsplit", "Return a list of the parts between separators, of which so many are looked for from the end on."),
    ("rstrip", "Return a copy without white space, or the given characters, at its end."),
    ("setdefault", "Return the value of a key, which is set to the default if there is none."),
    ("setter", "Return a copy of the property with another setter."),
    (
        "sort",
        "Sort the list in ascending order and return None.\n\nThe sort is in place and keeps the order of equal items. Items are compared by what key makes of them; reverse has the\norder turned round.",
    ),
    ("split", "Return a list of the parts between separators, of which so many are looked for."),
    ("splitlines", "Return a list of the lines, with their ends if keepends is true."),
    ("startswith", "Return whether the start, of a part if start and end are given, is this or one of a tuple."),
    ("strip", "Return a copy without white space, or the given characters, at its start and end."),
    ("swapcase", "Return a copy with upper case in place of lower case, and the other way round."),
    ("symmetric_difference", "Return a new set of what is in one of both sets."),
    ("symmetric_difference_update", "Keep what is in one of both sets."),
    ("title", "Return a copy whose words begin with upper case and go on in lower case."),
    ("translate", "Return a copy with each character replaced by what a table says of it."),
    ("union", "Return a new set of what is in any of the sets."),
    ("update", "Take over all items of others."),
    ("upper", "Return a copy in upper case."),
    ("values", "Return a view of the values."),
    ("zfill", "Return a copy with as many zeros before it, but after a sign, as make it so wide."),
];

fn look_up(docs: &[(&str, &'static str)], name: &str) -> &'static str {
    docs.binary_search_by_key(&name, |&(name, _)| name).map_or("", |at| docs[at].1)
}

/// Documentation of a builtin function; empty if there is none.
pub(crate) fn function_doc(name: &str) -> &'static str {
    look_up(FUNCTIONS, name)
}

/// Documentation of a builtin type's method; empty if there is none.
pub(crate) fn method_doc(name: &str) -> &'static str {
    look_up(METHODS, name)
}

#[cfg(test)]
mod tests {
    use super::{FUNCTIONS, METHODS};

    #[test]
    fn names_are_in_order() {
        assert!(FUNCTIONS.is_sorted_by_key(|&(name, _)| name) && METHODS.is_sorted_by_key(|&(name, _)| name));
    }
}
