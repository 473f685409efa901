using System.ComponentModel;
using ScanWorker.Pipeline.Content;

namespace ScanWorker.Pipeline.Policy;

/// <summary>By which parts of a picture a bank is searched beside all of it, and how near each must be.</summary>
public sealed record CropDistances
{
    private const string Limit = " Largest distance in bits, at most the bank's. Default: not searched.";

    [Description("The middle 90 % of width and height: for a frame around it." + Limit)]
    public int? Centre90 { get; init; }

    [Description("The middle 80 % of width and height: for a wider one." + Limit)]
    public int? Centre80 { get; init; }

    [Description("The left, right, upper and lower half: for two pictures beside each other." + Limit)]
    public int? Halves { get; init; }

    [Description("The cells of a grid, found by its straight seams: for collages, and for busy bars." + Limit)]
    public int? Cells { get; init; }

    /// <summary>By the names that the policy file has.</summary>
    internal IEnumerable<(string Name, CropQueries Query, int? Distance)> All =>
    [
        ("centre90", CropQueries.Centre90, Centre90), ("centre80", CropQueries.Centre80, Centre80),
        ("halves", CropQueries.Halves, Halves), ("cells", CropQueries.Cells, Cells),
    ];

    /// <summary>Null where the bank is not searched by it.</summary>
    internal int? Of(CropQueries query) => All.Single(one => one.Query == query).Distance;
}
