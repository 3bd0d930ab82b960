using Audiences.Rules;

namespace Audiences.Columns;

/// <summary>Reads the values of a content from its form.</summary>
internal delegate Value[] FormReader(ReadOnlySpan<byte> form);
