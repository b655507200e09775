"""How many formats read alike: XML, HTML, wrapped lines, stamps, languages."""
