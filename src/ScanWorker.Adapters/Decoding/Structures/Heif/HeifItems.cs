namespace ScanWorker.Adapters.Decoding.Structures.Heif;

/// <summary>The items of a file of pictures; source: ISO/IEC 14496-12, 8.11, and 23008-12.</summary>
internal sealed class HeifItems
{
    private const int ItemsMax = 4_096;
    private const int ExtentsMax = 65_536;

    private readonly Dictionary<uint, HeifItem> _items = [];
    private readonly List<(uint Kind, byte[] Body)> _properties = [];
    private readonly List<(uint Kind, uint From, uint[] To)> _references = [];

    private HeifItems()
    {
    }

    /// <summary>The item that the file says to show.</summary>
    public uint Primary { get; private set; }

    /// <returns>Null if anything is said twice or cannot be read.</returns>
    /// <param name="content">All of the file.</param>
    /// <param name="data">What the data box of the items holds.</param>
    public static HeifItems? Read(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> data)
    {
        var items = new HeifItems();
        return items.TryRead(content, out data) ? items : null;
    }

    public HeifItem? Find(uint id) => _items.GetValueOrDefault(id);

    /// <summary>What refers to what, as a kind of reference.</summary>
    public IEnumerable<(uint From, uint[] To)> References(ReadOnlySpan<byte> kind)
    {
        var type = BoxReader.TypeOf(kind);
        return _references.Where(reference => reference.Kind == type)
            .Select(reference => (reference.From, reference.To));
    }

    /// <returns>Null if it names one that is not there.</returns>
    public IReadOnlyList<(uint Kind, byte[] Body)>? PropertiesOf(HeifItem item)
    {
        var indexes = item.Properties ?? [];
        return indexes.All(index => index > 0 && index <= _properties.Count)
            ? [.. indexes.Select(index => _properties[index - 1])]
            : null;
    }

    private bool TryRead(ReadOnlySpan<byte> content, out ReadOnlySpan<byte> data)
    {
        data = [];
        ReadOnlySpan<byte> meta = [];
        var file = new BoxReader(content);
        while (file.TryBox(out var type, out var body))
        {
            if (type == BoxReader.TypeOf("meta"u8))
            {
                if (!meta.IsEmpty)
                {
                    return false;
                }

                meta = body;
            }
        }

        HashSet<uint> seen = [];
        var reader = new BoxReader(meta);
        _ = reader.FullBox();
        var isWhole = true;
        while (isWhole && reader.TryBox(out var type, out var body))
        {
            if (type == BoxReader.TypeOf("idat"u8))
            {
                data = body;
            }

            isWhole = seen.Add(type) && TryReadPart(type, body);
        }

        return isWhole && !reader.IsBroken && _items.Count > 0;
    }

    private bool TryReadPart(uint type, ReadOnlySpan<byte> body) =>
        type == BoxReader.TypeOf("pitm"u8) ? TryReadPrimary(body)
        : type == BoxReader.TypeOf("iinf"u8) ? TryReadInfo(body)
        : type == BoxReader.TypeOf("iloc"u8) ? TryReadLocations(body)
        : type == BoxReader.TypeOf("iref"u8) ? TryReadReferences(body)
        : type != BoxReader.TypeOf("iprp"u8) || TryReadProperties(body);

    private bool TryReadPrimary(ReadOnlySpan<byte> body)
    {
        var reader = new BoxReader(body);
        Primary = (uint)reader.Number(reader.FullBox().Version == 0 ? 2 : 4);
        return !reader.IsBroken;
    }

    private bool TryReadInfo(ReadOnlySpan<byte> body)
    {
        var reader = new BoxReader(body);
        var count = reader.Number(reader.FullBox().Version == 0 ? 2 : 4);
        while (reader.TryBox(out _, out var entry))
        {
            var fields = new BoxReader(entry);
            var version = fields.FullBox().Version;
            var id = (uint)fields.Number(version == 2 ? 2 : 4);
            _ = fields.UInt16();
            var type = fields.UInt32();
            var item = ItemOf(id);
            if (version is < 2 or > 3 || fields.IsBroken || item is not { Type: 0 } || count-- == 0)
            {
                return false;
            }

            item.Type = type;
        }

        return !reader.IsBroken && count == 0;
    }

    private bool TryReadLocations(ReadOnlySpan<byte> body)
    {
        var reader = new BoxReader(body);
        var version = reader.FullBox().Version;
        var sizes = reader.UInt16();
        var (offsetBytes, lengthBytes) = (sizes >> 12, (sizes >> 8) & 15);
        var (baseBytes, indexBytes) = ((sizes >> 4) & 15, version == 0 ? 0 : sizes & 15);
        var (items, extents) = (reader.Number(version < 2 ? 2 : 4), 0);
        if (new[] { offsetBytes, lengthBytes, baseBytes, indexBytes }.Max() > 8 || version > 2)
        {
            return false;
        }

        for (; items > 0 && !reader.IsBroken; items--)
        {
            var item = ItemOf((uint)reader.Number(version < 2 ? 2 : 4));
            var method = version == 0 ? 0 : reader.UInt16();
            var elsewhere = reader.UInt16();
            var from = reader.Number(baseBytes);
            var count = reader.UInt16();
            extents += count;
            if (item is not { Extents: null } || method > 1 || elsewhere != 0 || extents > ExtentsMax)
            {
                return false;
            }

            (item.Extents, item.IsInData) = ([], method == 1);
            for (; count > 0; count--)
            {
                _ = reader.Number(indexBytes);
                item.Extents.Add((from + reader.Number(offsetBytes), reader.Number(lengthBytes)));
            }
        }

        return !reader.IsBroken;
    }

    private bool TryReadReferences(ReadOnlySpan<byte> body)
    {
        var reader = new BoxReader(body);
        var idBytes = reader.FullBox().Version == 0 ? 2 : 4;
        while (reader.TryBox(out var kind, out var reference))
        {
            var fields = new BoxReader(reference);
            var from = (uint)fields.Number(idBytes);
            var to = new uint[fields.UInt16()];
            for (var i = 0; i < to.Length; i++)
            {
                to[i] = (uint)fields.Number(idBytes);
            }

            if (fields.IsBroken || _references.Count == ItemsMax)
            {
                return false;
            }

            _references.Add((kind, from, to));
        }

        return !reader.IsBroken;
    }

    private bool TryReadProperties(ReadOnlySpan<byte> body)
    {
        var reader = new BoxReader(body);
        var container = false;
        while (reader.TryBox(out var type, out var part))
        {
            var inner = new BoxReader(part);
            if (type == BoxReader.TypeOf("ipma"u8))
            {
                if (!TryReadAssociations(part))
                {
                    return false;
                }

                continue;
            }

            if (type != BoxReader.TypeOf("ipco"u8) || container)
            {
                return false;
            }

            container = true;
            while (inner.TryBox(out var kind, out var property))
            {
                _properties.Add((kind, property.ToArray()));
            }

            if (inner.IsBroken)
            {
                return false;
            }
        }

        return !reader.IsBroken;
    }

    private bool TryReadAssociations(ReadOnlySpan<byte> body)
    {
        var reader = new BoxReader(body);
        var (version, flags) = reader.FullBox();
        for (var items = reader.UInt32(); items > 0; items--)
        {
            var item = ItemOf((uint)reader.Number(version == 0 ? 2 : 4));
            var indexes = new int[reader.UInt8()];
            for (var i = 0; i < indexes.Length; i++)
            {
                indexes[i] = (flags & 1) != 0 ? reader.UInt16() & 0x7FFF : reader.UInt8() & 0x7F;
            }

            if (reader.IsBroken || item is not { Properties: null })
            {
                return false;
            }

            item.Properties = indexes;
        }

        return true;
    }

    private HeifItem? ItemOf(uint id)
    {
        if (!_items.TryGetValue(id, out var item) && _items.Count < ItemsMax)
        {
            _items.Add(id, item = new HeifItem());
        }

        return item;
    }
}
