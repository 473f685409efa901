using System.CommandLine;

namespace ScanWorker.Commands;

/// <summary>Options that say how many.</summary>
internal static class CountOption
{
    /// <summary>One that refuses 0 and less.</summary>
    public static Option<int> AtLeastOne(string name, string description, int unlessGiven)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => unlessGiven };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1)
            {
                result.AddError($"{name} is at least 1.");
            }
        });
        return option;
    }
}
