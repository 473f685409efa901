namespace ScanWorker.Adapters.Decoding.Structures.Heif;

/// <summary>One item of a file: a picture, a grid of pictures, what makes one transparent, or text.</summary>
internal sealed class HeifItem
{
    /// <summary>Four characters as a number; 0 where the item is not listed.</summary>
    public uint Type { get; set; }

    /// <summary>Its bytes lie in the data box of the items, else in the file.</summary>
    public bool IsInData { get; set; }

    /// <summary>Null where nothing says where its bytes lie. A length of 0 reaches to the end.</summary>
    public List<(ulong From, ulong Length)>? Extents { get; set; }

    /// <summary>Numbers of its properties, from 1.</summary>
    public int[]? Properties { get; set; }

    /// <summary>Its bytes; copied only where they lie in several places.</summary>
    public bool TryBytes(ReadOnlySpan<byte> place, out ReadOnlySpan<byte> bytes)
    {
        bytes = [];
        List<byte> all = [];
        var extents = Extents ?? [];
        foreach (var (from, length) in extents)
        {
            var end = from + (length == 0 ? (ulong)place.Length - from : length);
            if (from > (ulong)place.Length || end < from || end > (ulong)place.Length
                || all.Count + (long)(end - from) > place.Length)
            {
                return false;
            }

            bytes = place[(int)from..(int)end];
            if (extents.Count > 1)
            {
                all.AddRange(bytes);
            }
        }

        bytes = extents.Count > 1 ? all.ToArray() : bytes;
        return !bytes.IsEmpty;
    }
}
