using CsCheck;

namespace ScanWorker.Architecture.Tests.Contracts;

/// <summary>One of some values.</summary>
internal static class One
{
    public static Gen<T> Of<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);
}
