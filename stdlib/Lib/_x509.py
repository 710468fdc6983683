"""Reads X.509 certificates in DER, as far as the module ssl tells of them."""


def der_elements(data, at=0, end=None):
    """The elements of DER data: tag, where its contents start and end."""
    end = len(data) if end is None else end
    while at < end:
        tag, size = data[at], data[at + 1]
        at += 2
        if size & 0x80:
            count = size & 0x7f
            size = int.from_bytes(data[at:at + count])
            at += count
        if at + size > end:
            raise ValueError("truncated")
        yield tag, at, at + size
        at += size


def _oid(data):
    parts, number = [], 0
    for byte in data:
        number = number << 7 | byte & 0x7f
        if not byte & 0x80:
            parts.append(number)
            number = 0
    first = min(parts[0] // 40, 2)
    return ".".join(map(str, [first, parts[0] - 40 * first, *parts[1:]]))


# NID, short name, long name, OID.
OBJECTS = (
    (13, "CN", "commonName", "2.5.4.3"), (14, "C", "countryName", "2.5.4.6"), (15, "L", "localityName", "2.5.4.7"),
    (16, "ST", "stateOrProvinceName", "2.5.4.8"), (17, "O", "organizationName", "2.5.4.10"),
    (18, "OU", "organizationalUnitName", "2.5.4.11"), (48, "emailAddress", "emailAddress", "1.2.840.113549.1.9.1"),
    (99, "GN", "givenName", "2.5.4.42"), (100, "SN", "surname", "2.5.4.4"), (105, "serialNumber", "serialNumber", "2.5.4.5"),
    (106, "title", "title", "2.5.4.12"), (391, "DC", "domainComponent", "0.9.2342.19200300.100.1.25"),
    (660, "street", "streetAddress", "2.5.4.9"), (661, "postalCode", "postalCode", "2.5.4.17"),
    (860, "businessCategory", "businessCategory", "2.5.4.15"), (458, "UID", "userId", "0.9.2342.19200300.100.1.1"),
    (955, "jurisdictionL", "jurisdictionLocalityName", "1.3.6.1.4.1.311.60.2.1.1"),
    (956, "jurisdictionST", "jurisdictionStateOrProvinceName", "1.3.6.1.4.1.311.60.2.1.2"),
    (957, "jurisdictionC", "jurisdictionCountryName", "1.3.6.1.4.1.311.60.2.1.3"),
    (1089, "organizationIdentifier", "organizationIdentifier", "2.5.4.97"),
    (129, "serverAuth", "TLS Web Server Authentication", "1.3.6.1.5.5.7.3.1"),
    (130, "clientAuth", "TLS Web Client Authentication", "1.3.6.1.5.5.7.3.2"),
    (131, "codeSigning", "Code Signing", "1.3.6.1.5.5.7.3.3"),
    (132, "emailProtection", "E-mail Protection", "1.3.6.1.5.5.7.3.4"),
    (133, "timeStamping", "Time Stamping", "1.3.6.1.5.5.7.3.8"),
)
_NAMES = {row[3]: row[2] for row in OBJECTS}


def _string(tag, data):
    if tag == 0x1e:
        return data.decode("utf-16-be", "replace")
    return data.decode("utf-8" if tag == 0x0c else "latin-1", "replace")


def _name(data, at, end):
    """A distinguished name, each part a tuple of pairs."""
    parts = []
    for _, start, stop in der_elements(data, at, end):
        pairs = []
        for _, first, last in der_elements(data, start, stop):
            (_, a, b), (tag, c, d) = der_elements(data, first, last)
            oid = _oid(data[a:b])
            pairs.append((_NAMES.get(oid, oid), _string(tag, data[c:d])))
        parts.append(tuple(pairs))
    return tuple(parts)


_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


def _date(tag, data):
    text = data.decode("ascii")
    if tag == 0x17:
        text = ("19" if text[:2] >= "50" else "20") + text
    year, month, day, hour, minute, second = text[:4], text[4:6], text[6:8], text[8:10], text[10:12], text[12:14]
    return f"{_MONTHS[int(month) - 1]} {int(day):2d} {hour}:{minute}:{second} {year} GMT"


def _address(data):
    if len(data) == 4:
        return ".".join(map(str, data))
    if len(data) == 16:
        return ":".join(f"{int.from_bytes(data[at:at + 2]):X}" for at in range(0, 16, 2))
    return "<invalid>"


def _general_names(data, at, end):
    names = []
    for tag, start, stop in der_elements(data, at, end):
        value = data[start:stop]
        if tag in (0x81, 0x82, 0x86):
            kind = {0x81: "email", 0x82: "DNS", 0x86: "URI"}[tag]
            names.append((kind, value.decode("utf-8", "replace")))
        elif tag == 0x87:
            names.append(("IP Address", _address(value)))
        elif tag == 0xa4:
            [(_, a, b)] = der_elements(data, start, stop)
            names.append(("DirName", _name(data, a, b)))
        elif tag == 0x88:
            names.append(("Registered ID", _oid(value)))
        else:
            names.append(("othername", "<unsupported>"))
    return tuple(names)


class Parsed:
    """The parts of a certificate that are asked for."""

    def __init__(self, data):
        self.data = data
        [(_, start, end), *_rest] = der_elements(data)
        (_, start, end), *_rest = der_elements(data, start, end)
        parts = list(der_elements(data, start, end))
        self.version = 1
        if parts[0][0] == 0xa0:
            self.version = data[parts[0][2] - 1] + 1
            del parts[0]
        serial, _, issuer, validity, subject = parts[:5]
        self.serial = int.from_bytes(data[serial[1]:serial[2]], signed=True)
        self.issuer_der, self.subject_der = data[issuer[1]:issuer[2]], data[subject[1]:subject[2]]
        self.issuer, self.subject = _name(data, *issuer[1:]), _name(data, *subject[1:])
        (tag1, a, b), (tag2, c, d) = der_elements(data, *validity[1:])
        self.not_before, self.not_after = _date(tag1, data[a:b]), _date(tag2, data[c:d])
        self.extensions = {}
        for tag, start, end in parts[6:]:
            if tag != 0xa3:
                continue
            [(_, start, end)] = der_elements(data, start, end)
            for _, first, last in der_elements(data, start, end):
                elements = list(der_elements(data, first, last))
                self.extensions[_oid(data[elements[0][1]:elements[0][2]])] = elements[-1][1:]

    def is_ca(self):
        found = self.extensions.get("2.5.29.19")
        if found is None:
            return self.version == 1 and self.issuer_der == self.subject_der
        [(_, start, end)] = der_elements(self.data, *found)
        return any(tag == 1 and self.data[a] for tag, a, b in der_elements(self.data, start, end))

    def uris(self, extension, method):
        """URIs of authority information access, by method."""
        found = self.extensions.get(extension)
        uris = []
        if found is not None:
            [(_, start, end)] = der_elements(self.data, *found)
            for _, first, last in der_elements(self.data, start, end):
                (_, a, b), (tag, c, d) = der_elements(self.data, first, last)
                if _oid(self.data[a:b]) == method and tag == 0x86:
                    uris.append(self.data[c:d].decode("latin-1"))
        return tuple(uris)

    def distribution_points(self):
        found = self.extensions.get("2.5.29.31")
        uris = []
        if found is not None:
            [(_, start, end)] = der_elements(self.data, *found)
            stack = list(der_elements(self.data, start, end))
            while stack:
                tag, a, b = stack.pop(0)
                if tag == 0x86:
                    uris.append(self.data[a:b].decode("latin-1"))
                elif tag in (0x30, 0xa0):
                    stack[:0] = der_elements(self.data, a, b)
        return tuple(uris)

    def as_dict(self):
        serial = f"{self.serial:X}"
        made = {
            "subject": self.subject,
            "issuer": self.issuer,
            "version": self.version,
            "serialNumber": serial if len(serial) % 2 == 0 else "0" + serial,
            "notBefore": self.not_before,
            "notAfter": self.not_after,
        }
        names = self.extensions.get("2.5.29.17")
        if names is not None:
            [(_, start, end)] = der_elements(self.data, *names)
            made["subjectAltName"] = _general_names(self.data, start, end)
        for key, uris in (("OCSP", self.uris("1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.48.1")),
                          ("caIssuers", self.uris("1.3.6.1.5.5.7.1.1", "1.3.6.1.5.5.7.48.2")),
                          ("crlDistributionPoints", self.distribution_points())):
            if uris:
                made[key] = uris
        return made
