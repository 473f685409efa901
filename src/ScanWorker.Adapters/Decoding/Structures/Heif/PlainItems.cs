namespace ScanWorker.Adapters.Decoding.Structures.Heif;

/// <summary>Whether every decoder must show the same of an AVIF picture.</summary>
/// <remarks>Items may say one thing twice, in different ways, and decoders choose differently: the size of a cell, the
/// bytes of an item, the frame of its data.</remarks>
internal sealed class PlainItems
{
    private static readonly uint Av1 = BoxReader.TypeOf("av01"u8);
    private static readonly uint Grid = BoxReader.TypeOf("grid"u8);
    private static readonly uint Purpose = BoxReader.TypeOf("auxC"u8);
    private static readonly uint Size = BoxReader.TypeOf("ispe"u8);

    // Of layers of one item, which one is shown.
    private static readonly uint[] Layers =
        [BoxReader.TypeOf("a1op"u8), BoxReader.TypeOf("a1lx"u8), BoxReader.TypeOf("lsel"u8)];

    private readonly HeifItems _items;
    private readonly ILookup<uint, uint[]> _cells;

    private PlainItems(HeifItems items)
    {
        _items = items;
        _cells = items.References("dimg"u8).ToLookup(reference => reference.From, reference => reference.To);
    }

    /// <param name="content">All of the file.</param>
    public static bool Are(ReadOnlySpan<byte> content) =>
        HeifItems.Read(content, out var data) is { } items && new PlainItems(items).IsPlainPicture(content, data);

    private bool IsPlainPicture(ReadOnlySpan<byte> content, ReadOnlySpan<byte> data)
    {
        // What makes a picture, or a cell of it, transparent belongs to it; thumbnails do not.
        (uint From, uint[] To)[] alphas = [.. _items.References("auxl"u8).Where(reference => IsAlpha(reference.From))];
        if (alphas.Any(alpha => alpha.To.Length != 1)
            || alphas.Select(alpha => alpha.To[0]).Distinct().Count() < alphas.Length)
        {
            return false;
        }

        List<uint> shown = [_items.Primary, .. CellsOf(_items.Primary)];
        List<uint> masks = [.. alphas.Where(alpha => shown.Contains(alpha.To[0])).Select(alpha => alpha.From)];
        foreach (var id in shown.Concat(masks).Concat(masks.SelectMany(CellsOf)).Distinct())
        {
            if (_items.Find(id) is not { } item || !HasPlainProperties(item)
                || !item.TryBytes(item.IsInData ? data : content, out var bytes)
                || !(item.Type == Av1 ? Av1Pictures.IsOne(bytes) : item.Type == Grid && IsPlainGrid(id, item, bytes)))
            {
                return false;
            }
        }

        return true;
    }

    // One list of cells, all of them AV1 and of one size, that cover the grid; which is as large as its property says.
    private bool IsPlainGrid(uint id, HeifItem grid, ReadOnlySpan<byte> bytes)
    {
        var reader = new BoxReader(bytes);
        var (version, flags) = (reader.UInt8(), reader.UInt8());
        var (rows, columns) = (reader.UInt8() + 1, reader.UInt8() + 1);
        var sideBytes = (flags & 1) == 0 ? 2 : 4;
        var (width, height) = (reader.Number(sideBytes), reader.Number(sideBytes));
        HeifItem?[] cells = [.. CellsOf(id).Select(_items.Find)];
        var cell = SizeOf(cells.FirstOrDefault());
        return version == 0 && !reader.IsBroken && reader.IsAtEnd
            && _cells[id].Count() == 1
            && cells.Length == rows * columns
            && cells.All(other => other?.Type == Av1 && SizeOf(other) == cell)
            && SizeOf(grid) == (width, height)
            && IsCovered(width, cell.Width, columns)
            && IsCovered(height, cell.Height, rows);
    }

    // And not by more cells than it takes.
    private static bool IsCovered(ulong size, ulong cell, int cells) =>
        cell * (ulong)cells >= size && cell * (ulong)(cells - 1) < size;

    private IEnumerable<uint> CellsOf(uint id) => _cells[id].SelectMany(cells => cells);

    private bool IsAlpha(uint id) =>
        _items.Find(id) is { } item
        && (_items.PropertiesOf(item) ?? []).Any(property => property.Kind == Purpose && IsAlpha(property.Body));

    private static bool IsAlpha(ReadOnlySpan<byte> purpose) =>
        purpose.IndexOf("alpha"u8) >= 0 || purpose.IndexOf("auxid:1"u8) >= 0;

    // Each kind once; of colour, its codes and a profile.
    private bool HasPlainProperties(HeifItem item)
    {
        HashSet<(uint, bool)> seen = [];
        return _items.PropertiesOf(item) is { } properties
            && properties.All(property =>
                !Layers.Contains(property.Kind)
                && seen.Add((property.Kind, property.Body.AsSpan().StartsWith("nclx"u8))));
    }

    private (ulong Width, ulong Height) SizeOf(HeifItem? item)
    {
        var properties = item is null ? null : _items.PropertiesOf(item);
        var reader = new BoxReader(properties?.FirstOrDefault(property => property.Kind == Size).Body);
        _ = reader.FullBox();
        return (reader.UInt32(), reader.UInt32());
    }
}
