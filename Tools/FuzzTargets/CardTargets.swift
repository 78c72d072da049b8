import ISO7816

/// What a card, a reader or a terminal may send.
let cardTargets = [
    FuzzTarget(name: "ber-tlv") { input in
        guard let objects = try? BERTLV.parse(input) else { return }
        let encoded = objects.flatMap { $0.encoded() }
        expect(encoded == input.array, "accepted data objects encode to the same bytes")
    },
    FuzzTarget(name: "command-apdu") { input in
        guard let command = try? CommandAPDU(parsing: input) else { return }
        expect((try? command.encoded()) == input.array, "an accepted command encodes to the same bytes")
        _ = command.description
    },
    FuzzTarget(name: "response-apdu") { input in
        guard let response = try? ResponseAPDU(parsing: input) else { return }
        expect(response.encoded() == input.array, "an accepted response encodes to the same bytes")
        _ = response.description
        if let objects = try? BERTLV.parse(response.data.span) {
            expect(objects.count <= input.count, "bounded")
        }
    },
    FuzzTarget(name: "atr") { input in
        guard let atr = try? ATR(parsing: input) else { return }
        expect(atr.bytes == input.array, "an accepted ATR is the bytes that came in")
        _ = (atr.protocols, atr.historicalObjects, atr.saysExtendedLength, atr.description)
    },
]
