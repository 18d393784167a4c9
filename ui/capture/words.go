package capture

import (
	"carddesk/app/dossier"
	"carddesk/app/port"
)

// Guidance is what the clerk says to the citizen at a step.
func Guidance(step dossier.CaptureStep) string {
	name, _ := dossier.PartName(step.Modality, firstOf(step))
	switch {
	case step.Kind == dossier.ExceptionStep:
		return "Đề nghị giơ hai bàn tay ngang vai, lòng bàn tay hướng vào máy ảnh"
	case step.Kind == dossier.RolledStep:
		return "Lăn " + name + " từ cạnh móng này sang cạnh móng kia"
	case step.Modality == port.Face:
		return "Đề nghị nhìn thẳng vào máy ảnh, bỏ kính, vén tóc để lộ hai tai"
	case step.Modality == port.Iris:
		return "Đề nghị mở to mắt, nhìn thẳng vào ống kính"
	case step.Part == port.RightSlap:
		return "Đặt bốn ngón tay phải (trỏ, giữa, áp út, út) lên mặt kính"
	case step.Part == port.LeftSlap:
		return "Đặt bốn ngón tay trái (trỏ, giữa, áp út, út) lên mặt kính"
	}
	return "Đặt hai ngón cái lên mặt kính"
}

// StepName names a step in the list of pictures.
func StepName(step dossier.CaptureStep) string {
	name, _ := dossier.PartName(step.Modality, firstOf(step))
	switch {
	case step.Kind == dossier.ExceptionStep:
		return "Ảnh phần không thu được"
	case step.Kind == dossier.RolledStep:
		return "Lăn " + name
	case step.Modality == port.Face:
		return "Ảnh chân dung"
	case step.Modality == port.Iris:
		return "Mống mắt"
	case step.Part == port.RightSlap:
		return "Bốn ngón phải"
	case step.Part == port.LeftSlap:
		return "Bốn ngón trái"
	}
	return "Hai ngón cái"
}
