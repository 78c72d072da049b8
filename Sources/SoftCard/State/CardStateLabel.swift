/// ```cddl
/// state = { 0: 1, 1: bstr .size 10, 2: uint, ? 3: bstr .size 10, ? 4: bstr, ? 5: reference, ? 6: reference,
///           ? 7: [bstr .size 8, failures: uint],
///           8: { * role => [version: uint, enc: bstr, mac: bstr, dek: bstr, counter: uint .size 3] },
///           ? 9: bstr .size 32, 10: uint .size 4, 11: bool, 12: { * sfi => [rule: uint, bstr] },
///           13: { * sfi => [* bstr] } }
/// reference = [bstr .size 8, tries-left: uint]
/// ```
enum CardStateLabel: Int64 {
    case version, serial, lifeCycle, cardNumber, issuerData, pin, puk, can, keySets, privateKey
    case authenticationCounter, hasFactoryKeys, files, logs
}
