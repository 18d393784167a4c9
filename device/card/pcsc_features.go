package card

import (
	"encoding/binary"

	"github.com/ebfe/scard"

	"carddesk/device/card/apdu"
)

// Numbers of PC/SC part 10: how a driver is asked what it can do.
const (
	getFeatureRequest    = 3400 // CM_IOCTL_GET_FEATURE_REQUEST
	featureTLVProperties = 0x12 // FEATURE_GET_TLV_PROPERTIES
	propertyMaxAPDU      = 0x0A // dwMaxAPDUDataSize
)

// largestAnswer asks the driver for the largest answer that reader and driver
// pass on. Most drivers do not say; those readers get short commands only.
func largestAnswer(card *scard.Card) int {
	features, err := card.Control(scard.CtlCode(getFeatureRequest), nil)
	if err != nil {
		return apdu.MaxShortNe
	}
	code, ok := featureCode(features, featureTLVProperties)
	if !ok {
		return apdu.MaxShortNe
	}
	properties, err := card.Control(code, nil)
	if err != nil {
		return apdu.MaxShortNe
	}
	return maxAPDU(properties)
}

// featureCode finds a feature in the driver's list: tag, length four, control
// code in big-endian order (PC/SC part 10 section 2.2).
func featureCode(list []byte, feature byte) (uint32, bool) {
	for len(list) >= 6 && list[1] == 4 {
		if list[0] == feature {
			return binary.BigEndian.Uint32(list[2:]), true
		}
		list = list[6:]
	}
	return 0, false
}

// maxAPDU finds the largest data field among the properties: tag, length, value
// in little-endian order (section 2.6.14). Nonsense counts as not said.
func maxAPDU(properties []byte) int {
	for len(properties) >= 2 && len(properties) >= 2+int(properties[1]) {
		length := int(properties[1])
		value := properties[2 : 2+length]
		if properties[0] == propertyMaxAPDU && length == 4 {
			if n := binary.LittleEndian.Uint32(value); n > apdu.MaxShortNe && n <= apdu.MaxExtendedNe {
				return int(n)
			}
			return apdu.MaxShortNe
		}
		properties = properties[2+length:]
	}
	return apdu.MaxShortNe
}
