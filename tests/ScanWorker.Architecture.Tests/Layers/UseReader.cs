using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace ScanWorker.Architecture.Tests.Layers;

/// <summary>Reads what types use: bases, fields, signatures and method bodies.</summary>
internal sealed class UseReader(PEReader file, MetadataReader metadata)
{
    public IEnumerable<Use> UsesOf(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        var user = OutermostOf(handle);
        var named = type.GetInterfaceImplementations()
            .Select(
                implementation => TypeNames.Of(metadata, metadata.GetInterfaceImplementation(implementation).Interface))
            .Prepend(TypeNames.Of(metadata, type.BaseType))
            .Concat(
                type.GetFields()
                    .Select(field => metadata.GetFieldDefinition(field).DecodeSignature(TypeNames.Provider, null)))
            .Concat(type.GetMethods().SelectMany(method => SignatureOf(metadata.GetMethodDefinition(method))));
        return named.Select(name => new Use(user, name, "", ""))
            .Concat(type.GetMethods().SelectMany(method => InBody(user, metadata.GetMethodDefinition(method))))
            .Where(use => use.Type.Length > 0);
    }

    private string OutermostOf(TypeDefinitionHandle handle)
    {
        var type = metadata.GetTypeDefinition(handle);
        return type.GetDeclaringType() is { IsNil: false } outer ? OutermostOf(outer) : TypeNames.Of(metadata, handle);
    }

    private static IEnumerable<string> SignatureOf(MethodDefinition method)
    {
        var signature = method.DecodeSignature(TypeNames.Provider, null);
        return signature.ParameterTypes.Append(signature.ReturnType);
    }

    private IEnumerable<Use> InBody(string user, MethodDefinition method)
    {
        if (method.RelativeVirtualAddress == 0)
        {
            return [];
        }

        var body = file.GetMethodBody(method.RelativeVirtualAddress);
        var locals = body.LocalSignature.IsNil ? []
            : metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(TypeNames.Provider, null);
        return locals.Select(local => new Use(user, local, "", ""))
            .Concat(IlTokens.In(body.GetILReader()).Select(token => Named(user, token.Target)));
    }

    private Use Named(string user, EntityHandle target)
    {
        switch (target.Kind)
        {
            case HandleKind.MethodSpecification:
                return Named(user, metadata.GetMethodSpecification((MethodSpecificationHandle)target).Method);
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)target);
                var parameters = member.GetKind() == MemberReferenceKind.Method
                    ? member.DecodeMethodSignature(TypeNames.Provider, null).ParameterTypes
                    : [];
                return Member(user, TypeNames.Of(metadata, member.Parent), member.Name, parameters);
            case HandleKind.MethodDefinition:
                var method = metadata.GetMethodDefinition((MethodDefinitionHandle)target);
                return Member(user, TypeNames.Of(metadata, method.GetDeclaringType()), method.Name,
                    method.DecodeSignature(TypeNames.Provider, null).ParameterTypes);
            case HandleKind.FieldDefinition:
                var field = metadata.GetFieldDefinition((FieldDefinitionHandle)target);
                return Member(user, TypeNames.Of(metadata, field.GetDeclaringType()), field.Name, []);
            default:
                return new Use(user, TypeNames.Of(metadata, target), "", "");
        }
    }

    private Use Member(string user, string type, StringHandle name, IEnumerable<string> parameters) =>
        new(user, type, metadata.GetString(name), string.Join(',', parameters));
}
