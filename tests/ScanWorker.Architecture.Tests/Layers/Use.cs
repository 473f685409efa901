namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>One type of ours uses something.</summary>
/// <param name="User">The outermost type that is written in the source: closures and state machines belong to
/// it.</param>
/// <param name="Type">What is used.</param>
/// <param name="Member">Of that type; empty where the type itself is named.</param>
/// <param name="Parameters">Types of the member's parameters, separated by commas.</param>
internal readonly record struct Use(string User, string Type, string Member, string Parameters)
{
    /// <summary>The namespace of <see cref="User"/>.</summary>
    public string UserNamespace => User[..Math.Max(0, User.LastIndexOf('.'))];

    /// <summary>The namespace of <see cref="Type"/>.</summary>
    public string Namespace => Type.Split('/')[0] is var outer ? outer[..Math.Max(0, outer.LastIndexOf('.'))] : "";

    public override string ToString() =>
        Member.Length == 0 ? $"{User} -> {Type}" : $"{User} -> {Type}.{Member}({Parameters})";
}
